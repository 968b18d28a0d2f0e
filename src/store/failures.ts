// How a store on disk fails. Both messages are made to be shown as they are: one line that says
// what happened and what to do.

/** The folder cannot be opened; nothing in it has been changed. */
export class StoreOpenError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StoreOpenError'
  }
}

/** The journal could not be written: memory and disk would disagree, so nothing more is accepted. */
export class StoreFailedError extends Error {
  constructor(path: string, cause: unknown) {
    const what = cause instanceof Error ? cause.message : String(cause)
    super(
      `cannot write ${path} (${what}): changes are no longer accepted; what was acknowledged is safe, restart when the disk is well`,
      { cause },
    )
    this.name = 'StoreFailedError'
  }
}

/** The system's code of an error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
