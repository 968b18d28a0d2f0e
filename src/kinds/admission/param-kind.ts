import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { dns1035LabelErrors, dnsSubdomainErrors } from '../../meta/names.ts'
import type { ParamKind } from '../../schema/generated/admissionregistration-v1.ts'

/** What is wrong with the kind of a policy's parameters. */
export function paramKindErrors({ apiVersion = '', kind = '' }: ParamKind): Cause[] {
  const path = 'spec.paramKind'
  const words = dns1035LabelErrors(kind.toLowerCase()).join(',')
  return [
    ...(apiVersion === ''
      ? [required(`${path}.apiVersion`)]
      : groupVersionErrors(apiVersion, `${path}.apiVersion`)),
    ...(kind === ''
      ? [required(`${path}.kind`)]
      : words === ''
        ? []
        : [
            invalid(
              `${path}.kind`,
              kind,
              `may have mixed case, but should otherwise match: ${words}`,
            ),
          ]),
  ]
}

function groupVersionErrors(text: string, path: string): Cause[] {
  const parts = text === '/' ? ['', ''] : text.split('/')
  if (parts.length > 2) return [invalid(path, text, `unexpected GroupVersion string: ${text}`)]
  const [version = '', group = ''] = [...parts].reverse()
  const groupErrors = group === '' ? '' : dnsSubdomainErrors(group).join(',')
  const versionErrors = version === '' ? '' : dns1035LabelErrors(version).join(',')
  return [
    ...(groupErrors === '' ? [] : [invalid(path, group, groupErrors)]),
    ...(version === '' ? [invalid(path, text, 'version must be specified')] : []),
    ...(versionErrors === '' ? [] : [invalid(path, version, versionErrors)]),
  ]
}
