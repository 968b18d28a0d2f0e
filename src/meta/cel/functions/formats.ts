// Named formats, each with what it says of a text that has another.
import { goQuote } from '../../field-errors.ts'
import {
  dns1035LabelErrors,
  dnsLabelErrors,
  dnsSubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
  type TextCheck,
} from '../../names.ts'
import type { Declared } from '../declare.ts'
import { NONE, Opaque, some } from '../values.ts'

/** A prefix may end where more is to come. */
const prefixOf =
  (check: TextCheck): TextCheck =>
  text =>
    check(text.replace(/-$/, 'a'))

const told =
  (pattern: RegExp, why: string): TextCheck =>
  text =>
    pattern.test(text) ? [] : [why]

const FORMATS: Readonly<Record<string, TextCheck>> = {
  dns1123Label: dnsLabelErrors,
  dns1123Subdomain: dnsSubdomainErrors,
  dns1035Label: dns1035LabelErrors,
  qualifiedName: qualifiedNameErrors,
  dns1123LabelPrefix: prefixOf(dnsLabelErrors),
  dns1123SubdomainPrefix: prefixOf(dnsSubdomainErrors),
  dns1035LabelPrefix: prefixOf(dns1035LabelErrors),
  labelValue: labelValueErrors,
  uri: text =>
    /^([A-Za-z][A-Za-z0-9+.-]*:|\/)\S*$/.test(text)
      ? []
      : [`parse ${goQuote(text)}: ${text === '' ? 'empty url' : 'invalid URI for request'}`],
  uuid: told(
    /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
    'does not match the UUID format',
  ),
  byte: told(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'invalid base64'),
  date: text => (isDate(text) ? [] : ['invalid date']),
  datetime: text =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) &&
    isDate(text.slice(0, 10))
      ? []
      : ['invalid datetime'],
}

function isDate(text: string): boolean {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

const named = (name: string): Opaque<string> => new Opaque('format', name, name)

/** `format.dns1123Label().validate(x)`. */
export const formats: Declared = {
  ...Object.fromEntries(
    Object.keys(FORMATS).map(name => [`@format.${name}(): format`, () => named(name)]),
  ),
  'format.validate(string): optional(list(string))': (format: Opaque<string>, text: string) => {
    const errors = FORMATS[format.value]?.(text) ?? []
    return errors.length === 0 ? NONE : some(errors)
  },
  '@format.named(string): optional(format)': (name: string) =>
    Object.hasOwn(FORMATS, name) ? some(named(name)) : NONE,
}
