// What stands between those who ask and the verbs: somebody who lets requests wait, refuses them, or ends watches.
// Nobody does, until a simulated world has faults that ask for it.
import type { RequestContext } from './context.ts'
import type { Target } from './target.ts'

/** A request, as much as is known of it before anything is read. */
export interface Asked {
  /** More than one for the changes of controllers, which may be sent either way. */
  readonly verbs: readonly string[]
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly user: string
}

/** How a watch ends before its time: just so, or with word that its revision has expired. */
export type WatchEnd = 'cut' | 'expired'

/** Who stands there. */
export interface Guard {
  /** Lets a request wait, or throws what it is answered with. */
  enter(asked: () => Asked): void | Promise<void>
  /** Told of a watch that began, and how to end it; returns how to strike it off. */
  opened(asked: Asked, end: (how: WatchEnd) => void): () => void
}

export class Gate {
  guard: Guard | undefined

  /** Edges that know more of a request ask before they come to the registry, and say so in the context. */
  enter(
    verbs: readonly string[],
    of: Target<never> | Target,
    context: RequestContext,
  ): void | Promise<void> {
    if (this.guard === undefined || context.passed === true) return undefined
    return this.guard.enter(() => askedOf(verbs, of, context))
  }

  opened(
    of: Target<never> | Target,
    context: RequestContext,
    end: (how: WatchEnd) => void,
  ): () => void {
    return this.guard?.opened(askedOf(['watch'], of, context), end) ?? nothing
  }
}

const nothing = (): void => {}

const askedOf = (
  verbs: readonly string[],
  { kind, version, namespace, name }: Target<never> | Target,
  { subresource, user }: RequestContext,
): Asked => ({
  verbs,
  group: version.group ?? kind.group,
  resource: kind.plural,
  subresource,
  namespace,
  name,
  user: user.name,
})
