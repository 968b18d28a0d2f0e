// Webhooks as admission rules: those that change are asked one after the other, those that check at once.
import type { JsonObject, KubeObject } from '../../../meta/object.ts'
import { internalError } from '../../../meta/status.ts'
import type { ClusterRule } from '../../admission.ts'
import type { Target } from '../../target.ts'
import { asked, seenIn } from '../asked.ts'
import { PatchFailure, patched } from '../json-patch.ts'
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
  return {
    name: 'MutatingAdmissionWebhook',
    mutate(of, draft, old, context) {
      const hooks = hooksOf(context, MUTATING)
      if (hooks.length === 0) return draft
      return askAll(hooks, draft, (hook, object) =>
        changed(parts, hook, asked(of, object, old, context)),
      )
    },
  }
}

type Asks = (hook: Hook, object: KubeObject) => Promise<KubeObject>

/** One after the other; those that want to are asked again when others have changed the object since. */
async function askAll(hooks: readonly Hook[], draft: KubeObject, asks: Asks): Promise<KubeObject> {
  let object = draft
  const seen = new Map<Hook, KubeObject>()
  for (const hook of hooks) {
    object = await asks(hook, object)
    seen.set(hook, object)
  }
  for (const hook of hooks)
    if (hook.reinvocationPolicy === 'IfNeeded' && seen.get(hook) !== object)
      object = await asks(hook, object)
  return object
}

async function changed(
  parts: MutatingHookParts,
  hook: Hook,
  write: ReturnType<typeof asked>,
): Promise<KubeObject> {
  const object = write.object as KubeObject
  const version = versionFor(parts, hook, write)
  if (version === undefined) return object
  const verdict = await ask(parts, hook, write, version, true)
  if (verdict === undefined) return object
  obey(hook, verdict)
  if (verdict.patch === undefined || verdict.patch.length === 0) return object
  try {
    const next = patched(seenIn(write, version, object) as unknown as JsonObject, verdict.patch)
    return parts.restored({ ...write.of, version }, next)
  } catch (error) {
    throw error instanceof PatchFailure ? internalError(error.message) : error
  }
}
