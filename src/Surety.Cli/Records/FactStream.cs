using System.Buffers;
using System.IO.Pipelines;
using Surety.Facts;

namespace Surety.Cli.Records;

/// <summary>Lines of standard input: those that are there are one batch, and the next ones wait for nobody.</summary>
internal static class FactStream
{
    /// <summary>Reads to the end, or until a batch is not taken.</summary>
    /// <param name="input">Standard input.</param><param name="most">So many lines are one batch at most.</param><param name="take">Takes a batch with its number, from 1, and gives the code to leave with; 0: go on.</param><param name="cancellation">Ends it.</param>
    /// <returns>The code to leave with.</returns>
    public static async Task<int> EachAsync(Stream input, int most, Func<ReadOnlyMemory<byte>, int, Task<int>> take, CancellationToken cancellation)
    {
        var reader = PipeReader.Create(input);
        var (number, code) = (0, ExitCode.Ok);
        // So many bytes were looked at already, and no line ends in them: each byte of a line without end is looked at once.
        var endless = 0L;
        while (code == ExitCode.Ok)
        {
            var read = await reader.ReadAsync(cancellation);
            var (lines, rest) = Take(read.Buffer, endless, most, read.IsCompleted);
            if (!JsonLines.IsBlank(lines)) code = await take(lines, ++number);
            endless = lines.Length > 0 ? 0 : read.Buffer.Length;
            reader.AdvanceTo(rest, lines.Length > 0 ? rest : read.Buffer.End);
            if (read.IsCompleted && read.Buffer.Slice(rest).IsEmpty) break;
        }
        await reader.CompleteAsync();
        return code;
    }

    static (byte[] Lines, SequencePosition Behind) Take(ReadOnlySequence<byte> buffer, long endless, int most, bool isLast)
    {
        var reader = new SequenceReader<byte>(buffer.Slice(endless));
        for (var lines = 0; lines < most && reader.TryAdvanceTo((byte)'\n'); lines++)
        {
        }
        var end = reader.Consumed > 0 ? reader.Position : isLast ? buffer.End : buffer.Start;
        return (buffer.Slice(buffer.Start, end).ToArray(), end);
    }
}
