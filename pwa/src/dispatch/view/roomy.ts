// Is there room for everything at once? A desk shows open what a phone folds away.
export const roomy = matchMedia('(min-width: 1000px)').matches
