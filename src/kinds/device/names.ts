// The names of what devices are about: drivers, pools, requests, attributes.
import { type Cause, invalid, required, tooLong } from '../../meta/field-errors.ts'
import {
  byteLength,
  cIdentifierErrors,
  dnsLabelErrors,
  dnsSubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
  type TextCheck,
} from '../../meta/names.ts'
import { checkDriver } from '../pod-template/volume-sources.ts'

const POOL_MAX = 253
const IDENTIFIER_MAX = 32

const told =
  (check: TextCheck) =>
  (text: string, path: string): Cause[] =>
    check(text).map(error => invalid(path, text, error))

export const labelErrors = told(dnsLabelErrors)
export const subdomainErrors = told(dnsSubdomainErrors)
export const labelKeyErrors = told(qualifiedNameErrors)
export const valueErrors = told(labelValueErrors)

export function driverErrors(name: string, path: string): Cause[] {
  const causes: Cause[] = []
  checkDriver(causes, name, path)
  return causes
}

/** Subdomains with slashes between them. */
export function poolErrors(name: string, path: string): Cause[] {
  if (name === '') return [required(path)]
  const long = byteLength(name) > POOL_MAX ? [tooLong(path, POOL_MAX)] : []
  return [...long, ...name.split('/').flatMap(part => subdomainErrors(part, path))]
}

/** The name of an attribute or capacity: an identifier, after the domain of a driver or without one. */
export function attributeNameErrors(name: string, path: string): Cause[] {
  const [first = '', second, ...more] = name.split('/')
  if (more.length > 0) return [invalid(path, name, 'must not contain more than one slash')]
  if (second === undefined) return identifierErrors(first, path)
  return [
    ...(first === ''
      ? [invalid(path, '', 'the domain must not be empty')]
      : driverErrors(first, path)),
    ...(second === ''
      ? [invalid(path, '', 'the name must not be empty')]
      : identifierErrors(second, path)),
  ]
}

/** A name of an attribute that has a domain. */
export function fullNameErrors(name: string, path: string): Cause[] {
  const causes = attributeNameErrors(name, path)
  if (name.includes('/')) return causes
  const text = 'a fully qualified name must be a domain and a name separated by a slash'
  return [...causes, invalid(path, name, text)]
}

function identifierErrors(text: string, path: string): Cause[] {
  const long = byteLength(text) > IDENTIFIER_MAX ? [tooLong(path, IDENTIFIER_MAX)] : []
  return [...long, ...cIdentifierErrors(text).map(error => invalid(path, text, error))]
}
