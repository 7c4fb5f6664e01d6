export const corner = 1;
