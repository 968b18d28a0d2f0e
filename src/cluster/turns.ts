import type { IncomingMessage, Server } from 'node:http'
import type { Runner } from '../loop/runner.ts'
import type { UserInfo } from '../meta/kind.ts'

/**
 * Whose turn it is when the clock is virtual: a request finds a world in which nobody has work that is due, and
 * leaves one behind. So the order is fixed, and the same calls give the same log.
 */
export class Turns {
  readonly #runner: Runner
  #last: Promise<void> = Promise.resolve()

  constructor(runner: Runner) {
    this.#runner = runner
  }

  settle(): Promise<void> {
    return this.#next(() => this.#runner.settle())
  }

  advance(ms: number): Promise<void> {
    return this.#next(() => this.#runner.advance(ms))
  }

  /** Lets the world settle before it is asked who a request is from. */
  before(
    authenticate: (request: IncomingMessage) => UserInfo,
  ): (request: IncomingMessage) => Promise<UserInfo> {
    return async request => {
      await this.settle()
      return authenticate(request)
    }
  }

  /** Lets the world settle after each answer, for those who watch it. */
  follow(server: Server): void {
    server.on('request', (_request, response) => {
      response.once('finish', () => this.settle().catch(() => {}))
    })
  }

  #next(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work)
    // Who asked is told of a failure; who comes next is not.
    this.#last = turn.catch(() => {})
    return turn
  }
}
