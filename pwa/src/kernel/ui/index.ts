// Which pieces may the apps use? All of these, and no markup of their own for the same thing.
export { Badge, Button, Field, LinkButton, List, Notice, Select } from './basics'
export type { ButtonProps, FieldProps, Tone } from './basics'
export { Header, QueueBadge } from './header'
export { Icon } from './icons'
export { say, Sheet, Toast } from './layers'
export { Login, LoginForm } from './login'
export { Screen } from './screen'
export type { ScreenProps } from './screen'
