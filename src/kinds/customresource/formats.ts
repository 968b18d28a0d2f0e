// Formats of texts that schemas may ask for, as the real server checks them.
import { parseGoDuration } from '../../meta/duration.ts'
import { parseCIDR, parseIP } from '../../meta/ip.ts'

const matching =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text)

const uuid = (variant: string): ((text: string) => boolean) =>
  matching(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${variant}-?[0-9a-f]{12}$`, 'i'))

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const TIME =
  /^[01]\d:[0-5]\d:[0-5]\d(.\d+)?(z|[+-]\d\d:\d\d)$|^2[0-3]:[0-5]\d:[0-5]\d(.\d+)?(z|[+-]\d\d:\d\d)$/
/** One label, or labels that end in one of two letters and more. */
const HOSTNAME =
  /^([a-zA-Z0-9\p{S}\p{L}](-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?|([a-zA-Z0-9\p{S}\p{L}]([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?\.)+[a-zA-Z\p{L}]{2,63})$/u

function isDate(text: string): boolean {
  const match = DATE.exec(text)
  if (match === null) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.toLowerCase().split('t')
  return isDate(date) && TIME.test(time)
}

/** An address, alone or in angle brackets behind a name. */
function isEmail(text: string): boolean {
  const address = /^[^<>@]*<([^<>]+)>$/.exec(text)?.[1] ?? text
  return /^[^\s@<>]+@[^\s@<>.]+(\.[^\s@<>.]+)*$/.test(address)
}

function isUri(text: string): boolean {
  if (text === '' || /[\s\p{Cc}]/u.test(text)) return false
  return text.startsWith('/') || /^[a-zA-Z][a-zA-Z0-9+.-]*:./.test(text)
}

const isIpv4 = (text: string): boolean => parseIP(text) !== undefined && !text.includes(':')
const isIpv6 = (text: string): boolean => parseIP(text) !== undefined && text.includes(':')

/** Formats by their names without dashes. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: matching(/^[0-9a-fA-F]{24}$/),
  uri: isUri,
  email: isEmail,
  hostname: text => text.length <= 255 && HOSTNAME.test(text),
  ipv4: isIpv4,
  ipv6: isIpv6,
  cidr: text => parseCIDR(text) !== undefined,
  mac: matching(/^([0-9a-f]{2}([:-][0-9a-f]{2}){5,19}|[0-9a-f]{4}(\.[0-9a-f]{4}){2,9})$/i),
  uuid: uuid('[0-9a-f]{4}-?[0-9a-f]{4}'),
  uuid3: uuid('3[0-9a-f]{3}-?[0-9a-f]{4}'),
  uuid4: uuid('4[0-9a-f]{3}-?[89ab][0-9a-f]{3}'),
  uuid5: uuid('5[0-9a-f]{3}-?[89ab][0-9a-f]{3}'),
  isbn: matching(/^(97[89])?[- ]?(\d[- ]?){9}[\dXx]$/),
  isbn10: matching(/^(\d[- ]?){9}[\dXx]$/),
  isbn13: matching(/^97[89][- ]?(\d[- ]?){9}\d$/),
  creditcard: matching(/^(\d[- ]?){12,18}\d$/),
  ssn: matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: matching(/^#?([0-9a-f]{3}|[0-9a-f]{6})$/i),
  rgbcolor: matching(
    /^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])(\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])){2}\s*\)$/,
  ),
  byte: matching(/^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  password: () => true,
  date: isDate,
  duration: text => parseGoDuration(text) !== undefined || isWordyDuration(text),
  datetime: isDateTime,
  k8sshortname: text => text.length <= 63 && NAME.test(text),
  k8slongname: text => text.length <= 253 && text.split('.').every(part => NAME.test(part)),
}

/** `22 ns`, `3 days`. */
const isWordyDuration = matching(
  /^\s*\d+\s*(d|days?|w|weeks?|h|hours?|hrs?|m|min(ute)?s?|s|sec(ond)?s?|ms|milli(second)?s?|us|µs|micro(second)?s?|ns|nano(second)?s?)\s*$/,
)

const plain = (format: string): string => format.replaceAll('-', '')

const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  integer: ['int32', 'int64'],
  number: ['float', 'double'],
}

/** The format of a schema as far as it is checked; others say nothing. */
export function knownFormat(type: string | undefined, format: string | undefined): string {
  if (format === undefined || format === '') return ''
  if (type === undefined || type === '' || type === 'string')
    return Object.hasOwn(FORMATS, plain(format)) ? format : ''
  return (NUMBERS[type] ?? []).includes(format) ? format : ''
}

/** Whether a text is of a format; texts of number formats are not looked at. */
export function isOfFormat(text: string, format: string): boolean {
  return FORMATS[plain(format)]?.(text) ?? true
}

export const isTextFormat = (format: string): boolean => Object.hasOwn(FORMATS, plain(format))
