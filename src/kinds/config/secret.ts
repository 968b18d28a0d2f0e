// The rules of Secrets: what the types of Secrets must hold, and how texts become data.
import { type Cause, forbidden, invalid, required, tooLong } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { configKeyErrors } from '../../meta/names.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import type { Secret } from '../../schema/generated/core-v1.ts'
import { readJson } from '../json-text.ts'
import { metaAgain } from '../meta-again.ts'
import { filled } from '../same.ts'
import { DATA_BYTES_MAX, decodedLength, UNCHANGEABLE } from './config-map.ts'
import { keyPairError } from './key-pair.ts'

export const secretRules: Rules<Secret> = {
  defaults: secret => filled(withoutTexts(secret), { type: 'Opaque' }),
  validate,
  validateUpdate: (next, old) => [
    ...validateImmutable(next.type, old.type, 'type'),
    ...(old.immutable === true ? changesOfImmutable(next, old) : []),
    ...metaAgain(next, true),
    ...validate(next),
  ],
  warningsOnCreate: warnings,
  warningsOnUpdate: next => warnings(next),
}

/** Texts become data, and rule over what stands there. */
function withoutTexts(secret: Secret): Secret {
  if (secret.stringData === undefined) return secret
  const { stringData, ...rest } = secret
  const added = Object.entries(stringData).map(([key, text]) => [key, base64Of(text)])
  return { ...rest, data: { ...secret.data, ...Object.fromEntries(added) } }
}

const base64Of = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

function validate(secret: Secret): Cause[] {
  const { data = {} } = secret
  const causes: Cause[] = []
  let bytes = 0
  for (const [key, value] of Object.entries(data)) {
    for (const text of configKeyErrors(key)) causes.push(invalid(`data[${key}]`, key, text))
    bytes += decodedLength(value)
  }
  if (bytes > DATA_BYTES_MAX) causes.push(tooLong('data', DATA_BYTES_MAX))
  return [...causes, ...typeErrors(secret, data)]
}

const ACCOUNT = 'kubernetes.io/service-account.name'

function typeErrors(secret: Secret, data: Readonly<Record<string, string>>): Cause[] {
  const demand = (...keys: string[]): Cause[] =>
    keys.filter(key => data[key] === undefined).map(key => required(`data[${key}]`))
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      return secret.metadata.annotations?.[ACCOUNT]
        ? []
        : [required(`metadata.annotations[${ACCOUNT}]`)]
    case 'kubernetes.io/dockercfg':
      return jsonErrors(data, '.dockercfg')
    case 'kubernetes.io/dockerconfigjson':
      return jsonErrors(data, '.dockerconfigjson')
    case 'kubernetes.io/basic-auth':
      // One of the two is enough.
      return data['username'] === undefined && data['password'] === undefined
        ? demand('username', 'password')
        : []
    case 'kubernetes.io/ssh-auth':
      // An empty key is none.
      return data['ssh-privatekey'] ? [] : [required('data[ssh-privatekey]')]
    case 'kubernetes.io/tls':
      return demand('tls.crt', 'tls.key')
    default:
      return []
  }
}

const REDACTED = '<secret contents redacted>'

function jsonErrors(data: Readonly<Record<string, string>>, key: string): Cause[] {
  const value = data[key]
  if (value === undefined) return [required(`data[${key}]`)]
  const text = Buffer.from(value, 'base64').toString('utf8')
  const { error } = readJson(text, 'object', 'map[string]interface {}')
  return error === undefined ? [] : [invalid(`data[${key}]`, REDACTED, error)]
}

/** A certificate may be stored with a key that is another's. */
function warnings({ type, data = {} }: Secret): string[] {
  if (type !== 'kubernetes.io/tls') return []
  const error = keyPairError(data['tls.crt'], data['tls.key'])
  return error === undefined ? [] : [error]
}

function changesOfImmutable(next: Secret, old: Secret): Cause[] {
  const causes: Cause[] = []
  if (next.immutable !== true) causes.push(forbidden('immutable', UNCHANGEABLE))
  if (!sameJson(next.data ?? {}, old.data ?? {})) causes.push(forbidden('data', UNCHANGEABLE))
  return causes
}
