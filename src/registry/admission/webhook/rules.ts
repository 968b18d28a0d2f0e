// Webhooks as admission rules: those that change are asked one after the other, those that check at once.
import { goQuote } from '../../../meta/field-errors.ts'
import type { JsonObject, KubeObject } from '../../../meta/object.ts'
import { internalError } from '../../../meta/status.ts'
import type { ClusterRule } from '../../admission.ts'
import type { Target } from '../../target.ts'
import { type Asked, asked, seenIn } from '../asked.ts'
import { PatchFailure, patched } from '../json-patch.ts'
import { Reinvocation } from '../reinvocation.ts'
import {
  ask,
  type Hook,
  type HookParts,
  hooksOf,
  MUTATING,
  obey,
  VALIDATING,
  versionFor,
} from './hooks.ts'

export interface MutatingHookParts extends HookParts {
  /** An object of a version, decoded and with its defaults, in the storage version. */
  restored(of: Target, object: JsonObject): KubeObject
}

export function validatingWebhooks(parts: HookParts): ClusterRule {
  return {
    name: 'ValidatingAdmissionWebhook',
    check(of, object, old, context) {
      const hooks = hooksOf(context, VALIDATING)
      if (hooks.length === 0) return
      const write = asked(of, object, old, context)
      const questions = hooks.map(async hook => {
        const version = versionFor(parts, hook, write)
        if (version === undefined) return
        const verdict = await ask(parts, hook, write, version, false)
        if (verdict !== undefined) obey(hook, verdict)
      })
      return firstFailure(questions)
    },
  }
}

/** All are waited for; of several that refuse the first counts. */
async function firstFailure(questions: readonly Promise<void>[]): Promise<void> {
  for (const done of await Promise.allSettled(questions))
    if (done.status === 'rejected') throw done.reason
}

export function mutatingWebhooks(parts: MutatingHookParts): ClusterRule {
  const rounds = new Reinvocation()
  return {
    name: 'MutatingAdmissionWebhook',
    mutate(of, draft, old, context) {
      const hooks = hooksOf(context, MUTATING)
      if (hooks.length === 0) return draft
      const changers = hooks.map((hook, index) => ({
        key: `${index} ${hook.name}`,
        again: hook.reinvocationPolicy === 'IfNeeded',
        change: (object: KubeObject) => changed(parts, hook, asked(of, object, old, context)),
      }))
      return rounds.run(context, draft, changers)
    },
    /** What is deleted cannot be changed, but the webhooks may object. */
    check(of, object, old, context) {
      if (context.operation === 'DELETE') return objected(parts, asked(of, object, old, context))
    },
  }
}

/** @throws StatusError of the first that objects. */
async function objected(parts: MutatingHookParts, write: Asked): Promise<void> {
  for (const hook of hooksOf(write.context, MUTATING)) await changed(parts, hook, write)
}

/** The object as the webhook leaves it; nothing when it is not asked. @throws StatusError */
async function changed(
  parts: MutatingHookParts,
  hook: Hook,
  write: Asked,
): Promise<KubeObject | undefined> {
  const { object } = write
  const version = versionFor(parts, hook, write)
  if (version === undefined) return undefined
  const verdict = await ask(parts, hook, write, version, true)
  if (verdict === undefined) return object
  obey(hook, verdict)
  if (verdict.patch === undefined || verdict.patch.length === 0) return object
  if (object === undefined)
    throw internalError(
      `admission webhook ${goQuote(hook.name)} attempted to modify the object, which is not supported for this operation`,
    )
  try {
    const next = patched(seenIn(write, version, object) as unknown as JsonObject, verdict.patch)
    return parts.restored({ ...write.of, version }, next)
  } catch (error) {
    throw error instanceof PatchFailure ? internalError(error.message) : error
  }
}
