import { type Cause, invalid, required, tooLong } from '../../meta/field-errors.ts'
import { byteLength, dnsLabelErrors, dnsSubdomainErrors } from '../../meta/names.ts'

const DOMAIN_MAX = 253
/** Domain and path with the slash between them; a path has room for a namespace and a name. */
const SIGNER_MAX = DOMAIN_MAX + 1 + (253 + 63 + 1)

/** `example.com/signer`. */
export function checkSigner(out: Cause[], signer: string, path: string): void {
  if (signer === '') return void out.push(required(path))
  const [domain = '', name, ...more] = signer.split('/')
  if (name === undefined || more.length > 0)
    return void out.push(
      invalid(
        path,
        signer,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ),
    )
  if (byteLength(domain) > DOMAIN_MAX) out.push(tooLong(path, DOMAIN_MAX))
  checkLabels(out, domain, dnsLabelErrors, path)
  if (!domain.includes('.'))
    out.push(
      invalid(path, domain, 'should be a domain with at least two segments separated by dots'),
    )
  checkLabels(out, name, dnsSubdomainErrors, path)
  if (byteLength(signer) > SIGNER_MAX) out.push(tooLong(path, SIGNER_MAX))
}

/** Of labels with faults only the first is told, and with it the whole that it stands in. */
function checkLabels(
  out: Cause[],
  text: string,
  errorsOf: (label: string) => string[],
  path: string,
): void {
  const label = text.split('.').find(each => errorsOf(each).length > 0)
  if (label === undefined) return
  for (const error of errorsOf(label))
    out.push(invalid(path, text, `validating label ${JSON.stringify(label)}: ${error}`))
}
