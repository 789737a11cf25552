using Shouldly;
using Surety.Journal;
using Xunit;

namespace Surety.Tests.Journal;

public sealed class PackTests
{
    static MemoryStream Written(Pack pack)
    {
        var file = new MemoryStream();
        pack.Write(file);
        file.Position = 0;
        return file;
    }

    [Fact]
    public void All_that_is_packed_in_a_pack_and_its_feeds_has_one_limit()
    {
        var zeros = new byte[3 << 20];
        var feed = new Pack("feed", [], [], new Dictionary<Digest, ReadOnlyMemory<byte>>(), new Dictionary<long, ReadOnlyMemory<byte>> { [2] = zeros }, new Dictionary<long, (ValueList<byte>, string)>());
        var pack = new Pack("space", [], [], new Dictionary<Digest, ReadOnlyMemory<byte>> { [Digest.Of(zeros)] = zeros }, new Dictionary<long, ReadOnlyMemory<byte>> { [4] = zeros, [5] = zeros }, new Dictionary<long, (ValueList<byte>, string)>())
        {
            Feeds = new Dictionary<string, Pack> { ["feed"] = feed },
        };

        using var file = Written(pack);
        file.Length.ShouldBeLessThan(1 << 20);
        Pack.Read("p", file, 12 << 20).ShouldBeOfType<Result<Pack>.Ok>().Value.Batches[5].Length.ShouldBe(zeros.Length);
        file.Position = 0;
        var refused = Pack.Read("p", file, (12 << 20) - 1).ShouldBeOfType<Result<Pack>.Refused>().Problems.Single();

        refused.Code.ShouldBe("pack.large");
        refused.Message.ShouldContain("would take 12 MiB");
    }
}
