// A copied console block has its commands alone: no prompt, no output, no comment at the end of a line.
for (const block of document.querySelectorAll("pre:has(.gp)")) {
  const lines = block.textContent.split("\n").filter((line) => line.startsWith("$ "));
  block.dataset.copy = lines.map((line) => line.slice(2).replace(/\s{2,}#.*$/, "")).join("\n");
}

// On a narrow screen each row of a table is a block, and each cell says its column (site.css).
for (const table of document.querySelectorAll(".md-typeset table:not([class])")) {
  const columns = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent);
  for (const row of table.tBodies[0]?.rows ?? []) {
    [...row.cells].forEach((cell, index) => (cell.dataset.column = columns[index]));
  }
}

// Long names in tables break after a dot, a slash or an underscore, and nowhere else if that suffices.
for (const name of document.querySelectorAll(".md-typeset td code")) {
  if (name.childElementCount === 0 && name.textContent.length > 18) {
    name.innerHTML = name.innerHTML.replace(/[_./](?=\w)/g, "$&<wbr>");
  }
}

// The name of an option does not break at its hyphens.
for (const code of document.querySelectorAll(".md-typeset :not(pre) > code")) {
  if (code.childElementCount === 0) {
    code.innerHTML = code.innerHTML.replace(/(?<![\w-])--?[a-z][\w-]*/g, '<span class="option">$&</span>');
  }
}
