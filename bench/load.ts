// A client that asks the same thing over and over on some connections, as fast as answers come. It runs in a
// process of its own; raw sockets keep it from being the limit. Arguments: port, path, connections, seconds, body file.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

const [port = '', path = '/', connections = '16', seconds = '2', bodyFile = ''] =
  process.argv.slice(2)
const body = bodyFile === '' ? undefined : readFileSync(bodyFile, 'utf8')
const until = performance.now() + Number(seconds) * 1000
let answered = 0
let serial = 0

function request(): string {
  const head = `Host: 127.0.0.1\r\nAccept: application/json\r\nUser-Agent: bench/1\r\n`
  if (body === undefined) return `GET ${path} HTTP/1.1\r\n${head}\r\n`
  const text = body.replaceAll('{serial}', `${process.pid}-${serial++}`)
  return `POST ${path} HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

function lengthOf(answer: Buffer): number | undefined {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = answer.toString('latin1', 0, end)
  if (!/^HTTP\/1\.1 20[01]/.test(head)) throw new Error(head.split('\r\n')[0])
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error('an answer without Content-Length cannot be counted')
  return end + 4 + Number(length)
}

function open(): Promise<void> {
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true })
  let parts: Buffer[] = []
  let size = 0
  let wanted: number | undefined
  return new Promise((done, fail) => {
    socket.on('error', fail)
    socket.on('connect', () => socket.write(request()))
    socket.on('data', part => {
      parts.push(part)
      size += part.length
      wanted ??= lengthOf(parts.length === 1 ? part : Buffer.concat(parts))
      if (wanted === undefined || size < wanted) return
      answered++
      parts = []
      size = 0
      wanted = undefined
      if (performance.now() < until) return void socket.write(request())
      socket.destroy()
      done()
    })
  })
}

const startedMs = performance.now()
await Promise.all(Array.from({ length: Number(connections) }, open))
console.log(answered / ((performance.now() - startedMs) / 1000))
