// Versions of software, as semver.org has them.
import { goQuote } from '../../field-errors.ts'
import type { Declared } from '../declare.ts'
import { CelError, Opaque } from '../values.ts'

interface Version {
  readonly numbers: readonly bigint[]
  readonly before: readonly string[]
}

const FORM =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/

/** `v1.02` as `1.2.0`. */
function normal(text: string): string {
  const [, numbers = '', rest = ''] = /^v?([\d.]+)(.*)$/s.exec(text) ?? [undefined, text, '']
  const parts = numbers.split('.').map(part => part.replace(/^0+(?=\d)/, ''))
  while (parts.length < 3 && rest === '') parts.push('0')
  return parts.join('.') + rest
}

function parsed(text: string): Version | undefined {
  const match = FORM.exec(text)
  if (match === null) return undefined
  return { numbers: match.slice(1, 4).map(BigInt), before: match[4]?.split('.') ?? [] }
}

/** What is wrong with the first part that is. */
function why(text: string): string {
  if (text === '') return 'Version string empty'
  const [major, minor, ...rest] = text.split('.')
  if (rest.length === 0) return 'No Major.Minor.Patch elements found'
  const [, patch, before, build] = /^([^+-]*)(?:-([^+]*))?(?:\+(.*))?$/s.exec(rest.join('.')) ?? []
  return (
    numberFlaw('major', major) ??
    numberFlaw('minor', minor) ??
    numberFlaw('patch', patch) ??
    before?.split('.').map(beforeFlaw).find(Boolean) ??
    build?.split('.').map(buildFlaw).find(Boolean) ??
    ''
  )
}

function numberFlaw(which: string, text = ''): string | undefined {
  const shown = goQuote(text)
  if (!/^\d*$/.test(text)) return `Invalid character(s) found in ${which} number ${shown}`
  const name = which.replace(/^./, letter => letter.toUpperCase())
  if (/^0\d/.test(text)) return `${name} number must not contain leading zeroes ${shown}`
  return text === '' ? 'strconv.ParseUint: parsing "": invalid syntax' : undefined
}

function beforeFlaw(text: string): string | undefined {
  if (text === '') return 'Prerelease is empty'
  if (/^0\d+$/.test(text))
    return `Numeric PreRelease version must not contain leading zeroes ${goQuote(text)}`
  return /^[0-9A-Za-z-]+$/.test(text)
    ? undefined
    : `Invalid character(s) found in prerelease ${goQuote(text)}`
}

function buildFlaw(text: string): string | undefined {
  if (text === '') return 'Build meta data is empty'
  return /^[0-9A-Za-z-]+$/.test(text)
    ? undefined
    : `Invalid character(s) found in build meta data ${goQuote(text)}`
}

function semver(text: string, loose = false): Opaque<Version> {
  const plain = loose ? normal(text) : text
  const found = parsed(plain)
  if (found === undefined) throw new CelError(why(plain))
  const key = `${found.numbers.join('.')}-${found.before.join('.')}`
  return new Opaque('semver', key, found)
}

const isSemver = (text: string, loose = false): boolean =>
  parsed(loose ? normal(text) : text) !== undefined

const sign = (a: bigint | string, b: bigint | string): number => (a < b ? -1 : a > b ? 1 : 0)

function order({ value: a }: Opaque<Version>, { value: b }: Opaque<Version>): bigint {
  for (const [index, number] of a.numbers.entries()) {
    const sides = sign(number, b.numbers[index] ?? 0n)
    if (sides !== 0) return BigInt(sides)
  }
  // What comes before a version is less than the version.
  if (a.before.length === 0 || b.before.length === 0)
    return BigInt(Math.sign(b.before.length - a.before.length))
  for (let at = 0; at < Math.max(a.before.length, b.before.length); at++) {
    const sides = partOrder(a.before[at], b.before[at])
    if (sides !== 0) return BigInt(sides)
  }
  return 0n
}

function partOrder(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1
  const [left, right] = [a, b].map(part => /^\d+$/.test(part))
  if (left && right) return sign(BigInt(a), BigInt(b))
  if (left !== right) return left ? -1 : 1
  return sign(a, b)
}

export const versions: Declared = {
  '@semver(string): semver': (text: string) => semver(text),
  '@semver(string, bool): semver': semver,
  '@isSemver(string): bool': (text: string) => isSemver(text),
  '@isSemver(string, bool): bool': isSemver,
  'semver.isGreaterThan(semver): bool': (a: Opaque<Version>, b: Opaque<Version>) =>
    order(a, b) > 0n,
  'semver.isLessThan(semver): bool': (a: Opaque<Version>, b: Opaque<Version>) => order(a, b) < 0n,
  'semver.compareTo(semver): int': order,
  'semver.major(): int': ({ value }: Opaque<Version>) => value.numbers[0],
  'semver.minor(): int': ({ value }: Opaque<Version>) => value.numbers[1],
  'semver.patch(): int': ({ value }: Opaque<Version>) => value.numbers[2],
}
