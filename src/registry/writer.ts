import type { Writer } from '../patch/managed-fields/track.ts'
import type { RequestContext } from './context.ts'
import type { Parts } from './parts.ts'
import { apiVersionOfTarget, type Target } from './target.ts'

/** Who a write is recorded for in managedFields. */
export const writerOf = (
  parts: Parts,
  of: Target<never> | Target,
  context: RequestContext,
): Writer => ({
  manager: context.manager,
  apiVersion: apiVersionOfTarget(of as Target),
  subresource: context.subresource,
  nowMs: parts.clock.nowMs(),
})
