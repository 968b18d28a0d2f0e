/** What subscriptions are made of: an iterator that can be left at any time. */
export type Events<T> = AsyncIterableIterator<T>

/** Each event as something else; what gives undefined is passed over, and `ends` says after which it is over. */
export function mapped<T, U>(
  events: Events<T>,
  map: (event: T) => U | undefined,
  ends: (event: U) => boolean = () => false,
): Events<U> {
  let isOver = false
  const over: IteratorResult<U> = { done: true, value: undefined }
  const leave = async (): Promise<IteratorResult<U>> => {
    isOver = true
    await events.return?.()
    return over
  }
  const iterator: Events<U> = {
    async next() {
      while (!isOver) {
        const result = await events.next()
        if (result.done === true) return over
        const value = map(result.value)
        if (value === undefined) continue
        if (ends(value)) await leave()
        return { done: false, value }
      }
      return over
    },
    return: leave,
    throw: leave,
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}

/** The same events; `end` is called once when they are over, however that comes. */
export function ending<T>(events: Events<T>, end: () => void): Events<T> {
  let isOver = false
  const over = (): void => {
    if (isOver) return
    isOver = true
    end()
  }
  const left = async (): Promise<IteratorResult<T>> => {
    over()
    return (await events.return?.()) ?? { done: true, value: undefined }
  }
  const iterator: Events<T> = {
    async next() {
      try {
        const result = await events.next()
        if (result.done === true) over()
        return result
      } catch (error) {
        over()
        throw error
      }
    },
    return: left,
    throw: left,
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
