import ArgumentParser
package import TestSupport

extension SchemaPair.Database: ExpressibleByArgument {}
