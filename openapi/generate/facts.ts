// Reads the facts of `openapi/` as they stand in the files.
import { readdirSync, readFileSync } from 'node:fs'

export interface StructFacts {
  readonly go: string
  readonly atomic?: true
  readonly unions?: readonly unknown[]
  /** By JSON name: a line of words (see `openapi/README.md`). */
  readonly fields: Readonly<Record<string, string>>
}

export interface Facts {
  /** All structs, by names such as `core/v1.Pod`. */
  readonly structs: Readonly<Record<string, StructFacts>>
  /** API groups by group-version: `rbac/v1` is `rbac.authorization.k8s.io`. */
  readonly groups: Readonly<Record<string, string>>
  /** All group-versions that know DeleteOptions and WatchEvent. */
  readonly registered: readonly string[]
}

const here = new URL('../', import.meta.url)

export function readFacts(): Facts {
  const types = new URL('types/', here)
  const files = readdirSync(types)
    .filter(file => file.endsWith('.json'))
    .sort()
  const structs: Record<string, StructFacts> = {}
  for (const file of files) Object.assign(structs, readJson(new URL(file, types)))
  return {
    structs,
    groups: readJson(new URL('groups.json', here)) as Record<string, string>,
    registered: readJson(new URL('registered.json', here)) as string[],
  }
}

function readJson(file: URL): object {
  return JSON.parse(readFileSync(file, 'utf8')) as object
}

/** A field's words, taken apart. */
export interface FieldWords {
  readonly pointer: boolean
  /** The type expression without the pointer. */
  readonly type: string
  readonly marks: readonly string[]
}

export function wordsOf(words: string): FieldWords {
  const [, type = '', , ...marks] = words.split(' ')
  const pointer = type.startsWith('*')
  return { pointer, type: pointer ? type.slice(1) : type, marks }
}

/** `core/v1` of `core/v1.Pod`. */
export const groupVersionOf = (struct: string): string => struct.slice(0, struct.indexOf('.'))

/** `Pod` of `core/v1.Pod`. */
export const baseNameOf = (struct: string): string => struct.slice(struct.indexOf('.') + 1)
