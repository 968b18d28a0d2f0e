import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { dnsSubdomainErrors } from '../../meta/names.ts'
import { checkText } from './check.ts'

/** `example.com/signer`. */
export function checkSigner(out: Cause[], signer: string, path: string): void {
  if (signer === '') return void out.push(required(path))
  const parts = signer.split('/')
  if (parts.length !== 2)
    return void out.push(
      invalid(
        path,
        signer,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ),
    )
  checkText(out, dnsSubdomainErrors, parts[0] ?? '', path)
}
