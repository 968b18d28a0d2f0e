// The rules of VolumeAttachments: what is attached where never changes.
import { type Cause, forbidden, invalid, required, tooLong } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { byteLength, dnsSubdomainErrors } from '../../meta/names.ts'
import type {
  VolumeAttachment,
  VolumeAttachmentSource,
  VolumeError,
} from '../../schema/generated/storage-v1.ts'
import { goStruct } from '../go-struct.ts'
import { metaAgain } from '../meta-again.ts'
import { checkDriver } from '../pod-template/volume-sources.ts'
import { withStatus, withStatusOf } from '../status.ts'
import { inlineVolumeErrors } from '../volume/inline.ts'

const METADATA_BYTES_MAX = 256 * 1024
const MESSAGE_BYTES_MAX = 1024
const ONE_SOURCE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'

export const volumeAttachmentRules: Rules<VolumeAttachment> = {
  prepareForCreate: draft => withStatus(draft, { attached: false }),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: attachment => [...validate(attachment), ...nameErrors(attachment)],
  validateUpdate,
}

export const volumeAttachmentStatusRules: Pick<
  Rules<VolumeAttachment>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: withStatusOf,
  validateUpdate,
}

function validateUpdate(next: VolumeAttachment, old: VolumeAttachment): Cause[] {
  const causes = [...metaAgain(next, false), ...validate(next)]
  if (!sameJson(next.spec, old.spec))
    causes.push(
      invalid('spec', goStruct('storage/v1.VolumeAttachmentSpec', next.spec), 'field is immutable'),
    )
  return causes
}

function validate({ spec, status }: VolumeAttachment): Cause[] {
  const { attacher = '', nodeName = '', source } = spec ?? {}
  return [
    ...(attacher === '' ? [required('spec.attacher')] : []),
    ...sourceErrors(source ?? {}, 'spec.source'),
    ...dnsSubdomainErrors(nodeName).map(text => invalid('spec.nodeName', nodeName, text)),
    ...metadataErrors(status?.attachmentMetadata ?? {}, 'status.attachmentMetadata'),
    ...errorErrors(status?.attachError, 'status.attachError'),
    ...errorErrors(status?.detachError, 'status.detachError'),
  ]
}

function sourceErrors(source: VolumeAttachmentSource, path: string): Cause[] {
  const { inlineVolumeSpec, persistentVolumeName } = source
  if (inlineVolumeSpec === undefined && persistentVolumeName === undefined)
    return [required(path, ONE_SOURCE)]
  if (inlineVolumeSpec !== undefined && persistentVolumeName !== undefined)
    return [forbidden(path, ONE_SOURCE)]
  if (inlineVolumeSpec !== undefined)
    return inlineVolumeErrors(inlineVolumeSpec, `${path}.inlineVolumeSpec`)
  return persistentVolumeName === ''
    ? [required(`${path}.persistentVolumeName`, 'must specify non empty persistentVolumeName')]
    : []
}

/** Names are looked at when an attachment is made, and not again. */
function nameErrors({ spec }: VolumeAttachment): Cause[] {
  const causes: Cause[] = []
  if (spec?.attacher) checkDriver(causes, spec.attacher, 'spec.attacher')
  const name = spec?.source?.persistentVolumeName
  if (name !== undefined)
    for (const text of dnsSubdomainErrors(name))
      causes.push(invalid('spec.source.persistentVolumeName', name, text))
  return causes
}

function metadataErrors(metadata: Readonly<Record<string, string>>, path: string): Cause[] {
  const bytes = Object.entries(metadata).reduce((sum, pair) => sum + byteLength(pair.join('')), 0)
  return bytes > METADATA_BYTES_MAX ? [tooLong(path, METADATA_BYTES_MAX)] : []
}

/** A message that is too long is told with the limit of the metadata: so does the real server. */
function errorErrors(error: VolumeError | undefined, path: string): Cause[] {
  const { message = '', errorCode = 0 } = error ?? {}
  const causes: Cause[] = []
  if (byteLength(message) > MESSAGE_BYTES_MAX)
    causes.push(tooLong(`${path}.message`, METADATA_BYTES_MAX))
  if (errorCode < 0)
    causes.push(
      invalid(`${path}.errorCode`, errorCode, 'must be between 0 and 2147483647, inclusive'),
    )
  return causes
}
