import { CelError, Duration, itemsOf, made, numberOf, Timestamp, Uint } from './values.ts'

const INT_MAX = 2n ** 63n - 1n
const INT_MIN = -(2n ** 63n)
const UINT_MAX = 2n ** 64n - 1n

/** `+ - * / %`, and the sign of a number. @throws CelError */
export function arithmetic(op: string, left: unknown, right: unknown, sign = false): unknown {
  if (sign && typeof right === 'number') return -right
  if (typeof left === 'bigint' && typeof right === 'bigint')
    return inRange(whole(op, left, right), INT_MIN, INT_MAX, 'integer overflow')
  if (left instanceof Uint && right instanceof Uint) {
    const value = whole(op, BigInt(numberOf(left)), BigInt(numberOf(right)))
    return new Uint(inRange(value, 0n, UINT_MAX, 'unsigned integer overflow'))
  }
  if (typeof left === 'number' && typeof right === 'number') return double(op, left, right)
  if (op === '+') return sum(left, right)
  if (op === '-') return difference(left, right)
  throw new CelError('no such overload')
}

function whole(op: string, left: bigint, right: bigint): bigint {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      if (right === 0n) throw new CelError('division by zero')
      return left / right
    default:
      if (right === 0n) throw new CelError('modulus by zero')
      return left % right
  }
}

function double(op: string, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    default:
      throw new CelError('no such overload')
  }
}

function inRange(value: bigint, min: bigint, max: bigint, text: string): bigint {
  if (value < min || value > max) throw new CelError(text)
  return value
}

function sum(left: unknown, right: unknown): unknown {
  if (typeof left === 'string' && typeof right === 'string') return left + right
  if (Array.isArray(left) && Array.isArray(right))
    return made([...itemsOf(left), ...itemsOf(right)])
  if (left instanceof Uint8Array && right instanceof Uint8Array)
    return new Uint8Array(Buffer.concat([left, right]))
  if (left instanceof Duration && right instanceof Duration)
    return new Duration(left.nanos + right.nanos)
  if (left instanceof Timestamp && right instanceof Duration)
    return new Timestamp(left.nanos + right.nanos)
  if (left instanceof Duration && right instanceof Timestamp)
    return new Timestamp(left.nanos + right.nanos)
  throw new CelError('no such overload')
}

function difference(left: unknown, right: unknown): unknown {
  if (left instanceof Duration && right instanceof Duration)
    return new Duration(left.nanos - right.nanos)
  if (left instanceof Timestamp && right instanceof Duration)
    return new Timestamp(left.nanos - right.nanos)
  if (left instanceof Timestamp && right instanceof Timestamp)
    return new Duration(left.nanos - right.nanos)
  throw new CelError('no such overload')
}
