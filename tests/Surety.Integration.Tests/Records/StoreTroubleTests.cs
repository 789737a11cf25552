using Microsoft.Data.Sqlite;
using Shouldly;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records;

public sealed class StoreTroubleTests
{
    static readonly StoreAddress Folder = new StoreAddress.InFolder { Folder = "data" };

    [Fact]
    public void A_disk_that_fails_under_a_key_file_is_no_bug_of_the_program() =>
        StoreTrouble.Of(new IOException("The folder 'data/keys' cannot be flushed (error 5)."), Folder)!.Code.ShouldBe("store.disk");

    [Fact]
    public void A_disk_that_is_full_under_a_key_file_is_told_as_full() =>
        StoreTrouble.Of(new IOException("No space left on device", 28), Folder)!.Code.ShouldBe("store.full");

    [Fact]
    public void An_error_of_the_database_that_has_no_words_is_not_told_as_a_full_disk() =>
        StoreTrouble.Of(new SqliteException("SQLite Error 1: 'cannot rollback - no transaction is active'.", 1), Folder)!.Code.ShouldBe("store.database");
}
