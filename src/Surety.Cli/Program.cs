using System.Text;
using Surety.Cli;

// What .NET gives hands on 256 characters at a time, and a table of a month has millions. Each line still appears at once.
using var output = new StreamWriter(Console.OpenStandardOutput(), Console.OutputEncoding is UTF8Encoding ? new UTF8Encoding(false) : Console.OutputEncoding, 1 << 16) { AutoFlush = true };
return await SuretyProgram.RunAsync(args, Console.OpenStandardInput(), output, Console.Error, NodaTime.SystemClock.Instance, Terminal.OfThisProcess(), CancellationToken.None);
