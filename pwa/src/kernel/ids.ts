// Where are ids born? Here, where the thing is born: UUIDv7, ordered by time.
import { v7 } from 'uuid'

export const newId = (): string => v7()
