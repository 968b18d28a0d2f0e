import type { Status } from '../meta/status.ts'
import { internalError, StatusError } from '../meta/status.ts'
import type { Exchange } from './exchange.ts'

/** The Status that an error becomes. What is no StatusError is a bug of ours: it is logged, and told as InternalError. */
export function statusOf(error: unknown, exchange: Pick<Exchange, 'logError'>): Status {
  if (error instanceof StatusError) return error.status
  exchange.logError(error)
  return internalError(error instanceof Error ? error.message : String(error)).status
}

/** One Warning header a text: `299 - "text"`. What a header cannot carry is left out. */
export function warningHeader(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text)) return undefined
  const quoted = `299 - "${text.replace(/[\\"]/g, '\\$&')}"`
  return Buffer.from(quoted, 'utf8').toString('latin1')
}
