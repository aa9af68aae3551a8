"""Neo4j beside the store, where a team has one: brought level with it, and asked in Cypher; the driver is imported to connect."""
