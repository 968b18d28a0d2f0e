// What changes a write may be asked again when something else has changed it since. Follows apiserver
// `admission/reinvocation.go`: a second round, in which only those that want to are asked, and no third.
import { sameJson } from '../../meta/freeze.ts'
import type { AdmissionContext } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'

/** Something that may change a write, and whether it wants to be asked again. */
export interface Changer {
  readonly key: string
  readonly again: boolean
  /** The object as it leaves it; nothing when the write is none of its business. */
  change(object: KubeObject): KubeObject | undefined | Promise<KubeObject | undefined>
}

interface Round {
  /** Those that were asked and want to be asked again. */
  readonly asked: Set<string>
  /** Those of them after which something changed. */
  readonly due: Set<string>
  last: KubeObject
}

export class Reinvocation {
  readonly #rounds = new WeakMap<AdmissionContext, Round>()

  /** The object after all who are to be asked in this round of a request. */
  async run(
    context: AdmissionContext,
    draft: KubeObject,
    changers: readonly Changer[],
  ): Promise<KubeObject> {
    const before = this.#rounds.get(context)
    const round: Round = before ?? { asked: new Set(), due: new Set(), last: draft }
    this.#rounds.set(context, round)
    if (before !== undefined && !sameJson(draft, round.last)) allDue(round)
    let object = draft
    for (const changer of changers) {
      if (before !== undefined && !round.due.has(changer.key)) continue
      const next = await changer.change(object)
      if (next === undefined) continue
      if (next !== object && !sameJson(next, object)) {
        object = next
        if (before === undefined) allDue(round)
      }
      if (changer.again) round.asked.add(changer.key)
    }
    round.last = object
    return object
  }
}

function allDue({ asked, due }: Round): void {
  for (const key of asked) due.add(key)
}
