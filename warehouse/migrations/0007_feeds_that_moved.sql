-- A poll says where its feed has moved for good, so that it is asked for there; of earlier ones nothing is known.

ALTER TABLE polls ADD COLUMN moved_from_url VARCHAR;

ALTER TABLE polls ADD COLUMN moved_url VARCHAR;

ALTER TABLE polls ADD COLUMN moved_count BIGINT;

UPDATE polls SET moved_count = 0;
