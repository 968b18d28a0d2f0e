// Named formats, each with what it says of a text that has another.
import { goQuote } from '../../../../meta/field-errors.ts'
import {
  dns1035LabelErrors,
  dnsLabelErrors,
  dnsSubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
  type TextCheck,
} from '../../../../meta/names.ts'
import type { Library } from '../library.ts'
import { FORMAT, made, NONE, Opaque, Optional } from '../values.ts'

/** A prefix may end where more is to come. */
const prefixOf =
  (check: TextCheck): TextCheck =>
  text =>
    check(text.replace(/-$/, 'a'))

const FORMATS: Readonly<Record<string, TextCheck>> = {
  dns1123Label: dnsLabelErrors,
  dns1123Subdomain: dnsSubdomainErrors,
  dns1035Label: dns1035LabelErrors,
  qualifiedName: qualifiedNameErrors,
  labelValue: labelValueErrors,
  dns1123LabelPrefix: prefixOf(dnsLabelErrors),
  dns1123SubdomainPrefix: prefixOf(dnsSubdomainErrors),
  dns1035LabelPrefix: prefixOf(dns1035LabelErrors),
  uri: text =>
    /^([A-Za-z][A-Za-z0-9+.-]*:|\/)\S*$/.test(text)
      ? []
      : [`parse ${goQuote(text)}: ${text === '' ? 'empty url' : 'invalid URI for request'}`],
  uuid: text =>
    /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text)
      ? []
      : ['does not match the UUID format'],
  byte: text =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
      ? []
      : ['invalid base64'],
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

const named = (name: string): Opaque<string> => new Opaque(FORMAT, name)

export const formats: Library = {
  functions: {
    'format.named': (name: string) =>
      Object.hasOwn(FORMATS, name) ? new Optional(true, named(name)) : NONE,
    ...Object.fromEntries(Object.keys(FORMATS).map(name => [`format.${name}`, () => named(name)])),
  },
  methods: {
    validate: (format: Opaque<string>, text: string) => {
      const errors = FORMATS[format.value]?.(text) ?? []
      return errors.length === 0 ? NONE : new Optional(true, made(errors))
    },
  },
}
