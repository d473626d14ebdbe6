-- What dashboards read: views of figures, of which small ones are hidden. They are made by the follower, as the tables
-- of the read models are, and this role can read nothing else.

create schema reporting;
comment on schema reporting is
    'Figures for dashboards and maps; counts from 1 to 9 are hidden. / أرقام للوحات المتابعة والخرائط؛ وتُخفى الأعداد من 1 إلى 9.';

grant usage, create on schema reporting to sijill_follower;
grant usage on schema reporting to sijill_reporter;
