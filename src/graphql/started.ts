import { presented } from './errors.ts'
import { type Events, ending } from './iterators.ts'
import type { Operation } from './operation.ts'

interface Started<T> {
  readonly events: AsyncIterator<T>
  /** Called once when nobody listens any more. */
  readonly end?: () => void
}

/**
 * Starts a subscription: it counts among those of its socket until it ends, and what refuses it is told with its
 * Status.
 */
export async function started<T>(
  operation: Operation,
  start: () => Promise<Started<T>>,
): Promise<Events<T>> {
  const leave = operation.enter()
  try {
    const { events, end } = await start()
    return ending(iterable(events), () => {
      leave()
      end?.()
    })
  } catch (error) {
    leave()
    throw presented(error, operation.options.logError ?? console.error)
  }
}

/** An iterator as GraphQL wants one: to be left at once, whatever it waits for. */
function iterable<T>(events: AsyncIterator<T>): Events<T> {
  const over: IteratorResult<T> = { done: true, value: undefined }
  const leave = async (): Promise<IteratorResult<T>> => {
    void events.return?.()
    return over
  }
  const all: Events<T> = {
    next: () => events.next(),
    return: leave,
    throw: leave,
    [Symbol.asyncIterator]: () => all,
  }
  return all
}
