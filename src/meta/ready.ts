// Views of objects are made at once, everywhere. Where somebody outside must be asked for one (a webhook that
// converts), making it throws what there is to wait for, and who can wait does so and asks again.

/** Something is not known yet; `fetch` gets it, so that asking again finds it. */
export class Unready extends Error {
  readonly fetch: () => Promise<void>

  constructor(fetch: () => Promise<void>) {
    super('the object is not converted yet')
    this.fetch = fetch
  }
}

const ROUNDS_MAX = 100

/** Runs something, waiting for what it finds unready. It must not do anything before it has all that it needs. */
export function ready<T>(run: () => T | Promise<T>, rounds = 0): T | Promise<T> {
  const again = (error: unknown): Promise<T> => {
    if (!(error instanceof Unready) || rounds >= ROUNDS_MAX) throw error
    return error.fetch().then(() => ready(run, rounds + 1))
  }
  try {
    const done = run()
    return done instanceof Promise ? done.catch(again) : done
  } catch (error) {
    return again(error)
  }
}
