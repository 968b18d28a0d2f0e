// Files that a volume shows: keys of Secrets and ConfigMaps, fields of the Pod, and their modes.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import type { DownwardAPIVolumeFile, KeyToPath } from '../../schema/generated/core-v1.ts'
import { checkRequired } from './check.ts'
import { checkFieldRef, checkResourceRef, VOLUME_FIELDS } from './field-refs.ts'
import { checkLocalPath } from './paths.ts'

export function checkMode(out: Cause[], mode: number | undefined, path: string): void {
  if (mode !== undefined && (mode > 0o777 || mode < 0))
    out.push(invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive'))
}

export function checkFiles(
  out: Cause[],
  items: readonly KeyToPath[] | undefined,
  path: string,
): void {
  for (const [index, item] of (items ?? []).entries()) checkFile(out, item, `${path}[${index}]`)
}

export function checkFile(out: Cause[], item: KeyToPath, path: string): void {
  checkRequired(out, item.key, `${path}.key`)
  checkRequired(out, item.path, `${path}.path`)
  checkLocalPath(out, item.path ?? '', `${path}.path`)
  checkMode(out, item.mode, `${path}.mode`)
}

/** Faults of these stand at the list and not at the item: so does the real server. */
export function checkDownwardFiles(
  out: Cause[],
  items: readonly DownwardAPIVolumeFile[] | undefined,
  path: string,
): void {
  for (const item of items ?? []) checkDownwardFile(out, item, path)
}

export function checkDownwardFile(out: Cause[], item: DownwardAPIVolumeFile, path: string): void {
  checkRequired(out, item.path, `${path}.path`)
  checkLocalPath(out, item.path ?? '', `${path}.path`)
  if (item.fieldRef !== undefined) {
    checkFieldRef(out, item.fieldRef, VOLUME_FIELDS, `${path}.fieldRef`)
    if (item.resourceFieldRef !== undefined)
      out.push(
        invalid(
          path,
          'resource',
          'fieldRef and resourceFieldRef can not be specified simultaneously',
        ),
      )
  } else if (item.resourceFieldRef !== undefined)
    checkResourceRef(out, item.resourceFieldRef, `${path}.resourceFieldRef`, true)
  else out.push(required(path, 'one of fieldRef and resourceFieldRef is required'))
  checkMode(out, item.mode, `${path}.mode`)
}
