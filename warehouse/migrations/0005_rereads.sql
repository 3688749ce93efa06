-- A batch that goes over the pages of another says which. None of those that are there does.

ALTER TABLE batches ADD COLUMN reread_of VARCHAR;
