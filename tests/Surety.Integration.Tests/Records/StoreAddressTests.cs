using Npgsql;
using Shouldly;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records;

public sealed class StoreAddressTests
{
    [Theory]
    [InlineData("postgres://u@h/d?host=a&host=b", "has the option 'host' twice")]
    [InlineData("postgres://u@h/d?port=0", "'0' is no port")]
    [InlineData("postgres://u@h:0/d", "'0' is no port")]
    [InlineData("postgres://u@h/d?port=70000", "'70000' is no port")]
    [InlineData("postgres://u@h/d?port=x", "'x' is no port")]
    [InlineData("postgres://u@h/d?port=", "'port' in the address of the store has no value")]
    [InlineData("postgres://u@h/d?options=-c%20fsync%3Doff", "the option 'options', which is not known")]
    [InlineData("postgres://u@h/d?sslmode=maybe", "'sslmode' is 'maybe'")]
    [InlineData("mysql://u@h/d", "no address of a PostgreSQL database")]
    public void What_says_nothing_is_refused(string store, string message) =>
        StoreAddress.Of(store, "keys").ShouldBeOfType<Result<StoreAddress>.Refused>().Problems[0].Message.ShouldContain(message);

    [Theory]
    [InlineData("postgres://u@h/d", "h", 5432, SslMode.Prefer)]
    [InlineData("postgres://u@h:5433/d?sslmode=verify-full", "h", 5433, SslMode.VerifyFull)]
    [InlineData("postgresql://u@localhost/d?host=/run/postgresql&port=5499&sslmode=disable", "/run/postgresql", 5499, SslMode.Disable)]
    public void Host_port_and_encryption_are_read(string store, string host, int port, SslMode mode)
    {
        var address = StoreAddress.Of(store, "keys").ShouldBeOfType<Result<StoreAddress>.Ok>().Value.ShouldBeOfType<StoreAddress.OnServer>();

        var connection = new NpgsqlConnectionStringBuilder(address.Connection);
        (connection.Host, connection.Port, connection.SslMode).ShouldBe((host, port, mode));
    }
}
