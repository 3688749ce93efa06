-- An entry keeps who wrote it and what it is about, as its source says. Of entries that are there nothing of that is
-- known; their batches, loaded again, say that nobody is named.

ALTER TABLE entries ADD COLUMN authors VARCHAR[];

ALTER TABLE entries ADD COLUMN summary VARCHAR;

UPDATE entries SET authors = [];
