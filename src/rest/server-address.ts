import type { IncomingMessage } from 'node:http'

/** Where this server was reached, as `host:port`. */
export function serverAddress({ socket }: IncomingMessage): string {
  const { localAddress, localPort } = socket
  if (localAddress === undefined || localPort === undefined) return '127.0.0.1:6443'
  const host = localAddress.includes(':')
    ? `[${localAddress.replace(/^::ffff:/, '')}]`
    : localAddress
  return `${host}:${localPort}`
}
