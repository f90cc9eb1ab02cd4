// Reads events: `npm install kafkajs`, then `node read.js subscriber.json`. 读取事件。
// A second word is how many to read before it ends, of which it keeps no place: a trial. Sequences are kept as read.py shows. 序号的保存方式见 read.py。
const fs = require('fs')
const { Kafka, logLevel } = require('kafkajs')

const told = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
let left = Number(process.argv[3] ?? -1)
const kafka = new Kafka({
  brokers: told.servers.split(','),
  ssl: { ca: [told.authority] },
  sasl: { mechanism: 'scram-sha-512', username: told.user, password: told.password },
  logLevel: logLevel.ERROR,
})
const consumer = kafka.consumer({ groupId: told.group })

async function main() {
  await consumer.connect()
  await consumer.subscribe({ topics: told.topics, fromBeginning: true })
  await consumer.run({
    autoCommit: left < 0,
    eachMessage: async ({ message }) => {
      if (left === 0) return
      const type = message.headers.ce_type.toString()
      if (!told.types.includes(type.split('.').at(-2))) return
      console.log(type, message.key.toString(), message.value.toString())
      left -= 1
      if (left === 0) setImmediate(() => consumer.disconnect())
    },
  })
}

main().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
