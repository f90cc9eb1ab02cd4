// Whether an event that was posted is signed as Standard Webhooks say, by the library of their makers:
// {"secret": …, "headers": {…}, "body": …} on standard input; ends with 1 where it is not.
const fs = require('fs')
const { Webhook } = require('standardwebhooks')

const { secret, headers, body } = JSON.parse(fs.readFileSync(0, 'utf8'))
console.log(JSON.stringify(new Webhook(secret).verify(body, headers)))
