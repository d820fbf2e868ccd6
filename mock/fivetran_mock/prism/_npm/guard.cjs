// Loaded before Prism. It says what is wrong with a body in a header, names of unknown keys included, and a
// character that no header may have ends it ("Invalid character in header content"). The header is JSON, which
// can spell any character in ASCII.
'use strict'

const { ServerResponse } = require('node:http')

const setHeader = ServerResponse.prototype.setHeader
const escaped = (character) => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0')

ServerResponse.prototype.setHeader = function (name, value) {
  const safe = name === 'sl-violations' ? value.replace(/[^\x20-\x7e]/g, escaped) : value
  return setHeader.call(this, name, safe)
}
