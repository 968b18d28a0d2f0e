// A thousand subscribers to changes of nodes in a process of their own, as users have them. It tells its parent the
// times at which a change has come to each, once it has come to all. Arguments: URL, subscriptions, sockets, query.
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

const [url = '', subscriptions = '1000', sockets = '10', query = ''] = process.argv.slice(2)
const wanted = Number(subscriptions)
const clients = Array.from({ length: Number(sockets) }, () =>
  createClient({ url, webSocketImpl: WebSocket, lazy: false }),
)
let times: number[] = []

function arrived(): void {
  times.push(performance.timeOrigin + performance.now())
  if (times.length < wanted) return
  process.send?.(times)
  times = []
}

/** Before all have begun to listen, fewer hear of a change: what they heard does not count. */
process.on('message', () => {
  times = []
})

for (let n = 0; n < wanted; n++)
  clients[n % clients.length]?.subscribe(
    { query },
    {
      next: arrived,
      error: error => {
        throw error
      },
      complete: () => {},
    },
  )
