import type { ServerResponse } from 'node:http'
export function sendPage(response: ServerResponse): void {
  response.end('')
}
