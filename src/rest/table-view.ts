// Objects as Tables: what kubectl prints. Columns and cells are the row's; cells tell ages, so they are
// made anew each time, while what stands behind a row (its object) is kept as bytes.
import { defaultPrinter } from '../kinds/printers/default.ts'
import { goQuote } from '../meta/field-errors.ts'
import type { Column, Printer, ServedVersion } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import type { Target } from '../registry/target.ts'
import { goJsonText } from './codecs.ts'
import { jsonOf, type ListMeta, metadataJsonOf } from './encode.ts'
import type { Query } from './query.ts'
import { viewOf } from './views.ts'

export type IncludeObject = 'Metadata' | 'Object' | 'None'

/** How a Table is to be made. */
export interface TableForm {
  readonly version: 'v1' | 'v1beta1'
  readonly include: IncludeObject
  readonly nowMs: number
}

/** @throws StatusError 400 */
export function includeObject(query: Query): IncludeObject {
  const asked = query.text('includeObject')
  if (asked === '') return 'Metadata'
  if (asked === 'Metadata' || asked === 'Object' || asked === 'None') return asked
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${goQuote(asked)}: must be 'Metadata', 'Object', 'None', or empty`,
  )
}

/** A Table in JSON; `columns` is false in all frames of a watch but the first. */
export function tableJson(
  of: Target,
  items: readonly KubeObject[],
  meta: ListMeta,
  form: TableForm,
  columns = true,
): Buffer {
  const printer = of.version.printer ?? defaultPrinter
  const parts: Buffer[] = [
    Buffer.from(
      `{"kind":"Table","apiVersion":"meta.k8s.io/${form.version}","metadata":${JSON.stringify(meta)},` +
        `"columnDefinitions":${columns ? columnsJson(of.version, printer) : 'null'},"rows":[`,
    ),
  ]
  const rows = printer.compare === undefined ? items : items.toSorted(printer.compare)
  for (const [index, item] of rows.entries())
    pushRow(of, item, printer, form, index > 0 ? ',' : '', parts)
  parts.push(END)
  return Buffer.concat(parts)
}

const END = Buffer.from(']}\n')
const NULL = Buffer.from('null')
const ROW_END = Buffer.from('}')

function pushRow(
  of: Target,
  stored: KubeObject,
  printer: Printer,
  form: TableForm,
  before: string,
  into: Buffer[],
): void {
  const view = viewOf(of, stored)
  const cells = goJsonText(printer.cells(view, form))
  const conditions = printer.conditions?.(view) ?? []
  const more = conditions.length === 0 ? '' : `,"conditions":${goJsonText(conditions)}`
  into.push(Buffer.from(`${before}{"cells":${cells}${more},"object":`))
  if (form.include === 'None') into.push(NULL)
  else if (form.include === 'Object') into.push(jsonOf(of, stored))
  else into.push(metadataJsonOf(of, stored, form.version))
  into.push(ROW_END)
}

const columnTexts = new WeakMap<ServedVersion, string>()

function columnsJson(version: ServedVersion, printer: Printer): string {
  let text = columnTexts.get(version)
  if (text === undefined) {
    text = goJsonText(printer.columns.map(complete))
    columnTexts.set(version, text)
  }
  return text
}

const complete = ({ name, type, format = '', description, priority = 0 }: Column): Column => ({
  name,
  type,
  format,
  description,
  priority,
})
