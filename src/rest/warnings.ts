// The Warning headers of an answer: each text once, and not more of them than a client can bear. Follows
// apiserver `endpoints/filters/warning.go`.
import { warningHeader } from './errors.ts'

/** So many letters are told in full; beyond, each text is cut, and what comes later is left out. */
const LETTERS_MAX = 4_096
const LETTERS_OF_ONE_MAX = 256

export class Warnings {
  readonly #texts = new Set<string>()
  #headers: string[] = []
  #letters = 0
  #cuts = false

  get headers(): readonly string[] {
    return this.#headers
  }

  add(text: string): void {
    if (text === '' || this.#texts.has(text)) return
    if (this.#cuts && this.#letters >= LETTERS_MAX) return
    this.#texts.add(text)
    if (this.#cuts) this.#tell(cut(text))
    else if (this.#letters + lettersOf(text) <= LETTERS_MAX) this.#tell(text)
    else this.#cutAll()
  }

  #cutAll(): void {
    this.#cuts = true
    this.#headers = []
    this.#letters = 0
    for (const text of this.#texts) this.#tell(cut(text))
  }

  #tell(text: string): void {
    const header = warningHeader(text)
    if (header === undefined) return
    this.#headers.push(header)
    this.#letters += lettersOf(text)
  }
}

const lettersOf = (text: string): number => [...text].length

const cut = (text: string): string => [...text].slice(0, LETTERS_OF_ONE_MAX).join('')
