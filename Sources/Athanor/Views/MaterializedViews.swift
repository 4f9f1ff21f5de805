/// The materialized views of a database, as seen through one connection: reading and refreshing them.
package typealias MaterializedViews = MaterializedViewCatalog & ViewRefreshing
