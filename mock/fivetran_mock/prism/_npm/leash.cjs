// Loaded before npm and before Prism: ends the Node process when the Python
// process that started it is gone, however it went. SIGKILL leaves no time to
// clean up, but it always closes the pipe that this process reads as stdin. A
// fork of the parent may hold the other end open: hence the look at the parent.
'use strict'

const parent = process.ppid
const end = () => process.exit(0)

process.stdin.on('end', end).on('error', end).resume()
process.stdin.unref?.()
setInterval(() => process.ppid === parent || end(), 1000).unref()
