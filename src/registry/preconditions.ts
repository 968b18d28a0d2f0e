import { goQuote } from '../meta/field-errors.ts'
import type { KubeObject } from '../meta/object.ts'
import { conflict, invalidObject, modified, plainError } from '../meta/status.ts'
import type { Entry } from '../store/store.ts'
import type { Target } from './target.ts'

/** What an update demands of the stored object: its uid (by PUT) and its version, where they are named. */
export function checkPreconditions<T extends KubeObject>(
  of: Target<T>,
  next: T,
  current: Entry<T>,
  isPut: boolean,
): void {
  const { uid = '', resourceVersion = '' } = next.metadata
  const stored = current.object.metadata.uid ?? ''
  if (isPut && uid !== '' && uid !== stored) throw uidConflict(of, uid, stored)
  const version = parsedVersion(resourceVersion)
  if (version !== 0n && version !== BigInt(current.revision)) throw modified(of.kind, of.name)
  if (isPut && version === 0n && of.kind.demandsResourceVersion) throw versionDemanded(of)
}

/** 0 when no version is named. */
function parsedVersion(text: string): bigint {
  if (text === '') return 0n
  if (/^\d+$/.test(text)) return BigInt(text)
  throw plainError(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`)
}

/** A PUT named another uid than the stored one's; an object that is not there has none. */
export function uidConflict(of: Target<never> | Target, asked: string, stored: string): Error {
  const failed = `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${stored}`
  return conflict(
    of.kind,
    of.name,
    `StorageError: invalid object, Code: 4, Key: ${keyPath(of)}, ResourceVersion: 0, AdditionalErrorMsg: ${failed}`,
  )
}

/** The key as etcd would have it. */
export const keyPath = (of: Target<never> | Target): string =>
  [
    '',
    'registry',
    of.kind.storagePath ?? of.kind.plural,
    ...(of.kind.namespaced ? [of.namespace] : []),
    of.name,
  ].join('/')

const versionDemanded = (of: Target<never> | Target): Error =>
  invalidObject({ group: of.kind.group, kind: of.kind.plural }, of.name, [
    {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: 0: must be specified for an update',
      field: 'metadata.resourceVersion',
    },
  ])
