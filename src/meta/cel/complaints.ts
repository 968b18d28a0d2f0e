import type { Flaw } from './flaws.ts'
import { ERROR, type Type, typeText } from './types.ts'

/** What the checker says, in the words of the real one. */
export class Complaints {
  readonly flaws: Flaw[] = []

  flaw(at: number, text: string): Type {
    this.flaws.push({ at, text })
    return ERROR
  }

  mismatch(at: number, wanted: Type, found: Type): Type {
    return this.flaw(at, `expected type '${typeText(wanted)}' but found '${typeText(found)}'`)
  }

  undeclared(at: number, name: string): Type {
    return this.flaw(at, `undeclared reference to '${name}' (in container '')`)
  }

  noOverload(at: number, name: string, types: readonly Type[], isMethod: boolean): Type {
    const texts = types.map(typeText)
    const [receiver, ...rest] = texts
    const given = isMethod ? `${receiver}.(${rest.join(', ')})` : `(${texts.join(', ')})`
    return this.flaw(at, `found no matching overload for '${name}' applied to '${given}'`)
  }
}
