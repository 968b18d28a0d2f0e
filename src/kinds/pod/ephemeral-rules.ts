// Guests in a Pod that runs: they can be added, and stay as they are.
import { type Cause, forbidden, goQuote } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { MIRROR } from '../pod-template/annotations.ts'
import { keptMetadata } from '../status.ts'
import { describeStructChange } from './diff.ts'
import { countingChanges } from './generation.ts'
import { podOptions } from './options.ts'
import { specOf } from './parts.ts'
import { checkAnnotationChanges, validateChangedPod } from './update.ts'

export const podEphemeralContainersRules: Pick<
  Rules<Pod>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: (next, old) => countingChanges(withGuests(next, old), old),
  validateUpdate,
}

/** All but the guests stays as it was. */
function withGuests(next: Pod, old: Pod): Pod {
  const { ephemeralContainers: _, ...spec } = specOf(old)
  const guests = specOf(next).ephemeralContainers
  return {
    ...old,
    metadata: keptMetadata(next.metadata, old.metadata),
    spec: guests === undefined ? spec : { ...spec, ephemeralContainers: guests },
  }
}

const PATH = 'spec.ephemeralContainers'

function validateUpdate(next: Pod, old: Pod): Cause[] {
  const options = podOptions(old)
  const out = validateChangedPod(next, options)
  checkAnnotationChanges(out, next, old, options)
  if (old.metadata.annotations?.[MIRROR] !== undefined)
    return [forbidden('[]', 'static pods do not support ephemeral containers')]
  const guests = specOf(next).ephemeralContainers ?? []
  for (const before of specOf(old).ephemeralContainers ?? []) {
    const now = guests.find(({ name }) => name === before.name)
    const named = `existing ephemeral containers ${goQuote(before.name)} may not be`
    if (now === undefined) out.push(forbidden(PATH, `${named} removed\n`))
    else if (!sameJson(now, before))
      out.push(
        forbidden(
          PATH,
          `${named} changed\n${describeStructChange('core/v1.EphemeralContainer', now, before)}`,
        ),
      )
  }
  return out
}
